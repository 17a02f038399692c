// Networks with delay and loss between this process and a server in a network namespace of its own: one pair of TUN devices for
// each link, and a relay between them that passes every packet on. It needs root, `ip` and `socat`, and runs in a namespace
// of its own (unshare --net), so nothing of the computer's own network is touched. A kernel without netem does.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const ip = (...args: readonly string[]): string => execFileSync('ip', args, { encoding: 'utf8', stdio: 'pipe' });
/** Its name says whose it is, so that two runs do not meet. */
const SERVER = `rekey-server-${process.pid}`;
/** Runs a program where the server is. */
export const AT_SERVER = ['ip', 'netns', 'exec', SERVER];

interface Link {
  /** Of the server, on this link. */
  readonly host: string;
  /** @param roundTripMs added to each round trip. @param lossOneIn one packet in so many is lost; 0: none. */
  set(roundTripMs: number, lossOneIn: number): void;
  /** From now on no packet passes. */
  cut(): void;
  heal(): void;
}

export interface Network {
  readonly links: readonly Link[];
  close(): void;
}

/** @throws where one of the tools is missing. */
export async function openNetwork(count: number): Promise<Network> {
  const closing: (() => void)[] = [];
  const close = (): void => {
    for (const end of closing.splice(0).reverse()) end();
  };
  try {
    ip('netns', 'add', SERVER);
    closing.push(() => void ip('netns', 'delete', SERVER));
    ip('-netns', SERVER, 'link', 'set', 'lo', 'up');
    const links: Link[] = [];
    for (let number = 1; number <= count; number++) links.push(await openLink(number, closing));
    return { links, close };
  } catch (error) {
    close();
    throw error;
  }
}

async function openLink(number: number, closing: (() => void)[]): Promise<Link> {
  const [near, far] = [await openEnd(closing), await openEnd(closing)];
  const [ours, theirs] = [`rekey-d${number}`, `rekey-s${number}`];
  const host = `10.77.${number}.1`;
  await openTun(ours, near, closing);
  ip('address', 'add', `10.77.${number}.2/24`, 'dev', ours);
  ip('link', 'set', ours, 'up');
  await openTun(theirs, far, closing);
  ip('link', 'set', theirs, 'netns', SERVER);
  ip('-netns', SERVER, 'address', 'add', `${host}/24`, 'dev', theirs);
  ip('-netns', SERVER, 'link', 'set', theirs, 'up');
  let isCut = false;
  let delayMs = 0;
  let loss = 0;
  let packets = 0;
  /** Which packets are lost is counted and not drawn, so that each run is the same. */
  const isLost = (): boolean => {
    packets += 1;
    return isCut || (loss > 0 && packets % loss === 0);
  };
  near.socket.on('message', (packet) => {
    if (!isLost()) far.send(packet);
  });
  // The whole delay on one way: a timer counts whole milliseconds.
  far.socket.on('message', (packet) => {
    if (isLost()) return;
    if (delayMs === 0) near.send(packet);
    else setTimeout(() => near.send(packet), delayMs);
  });
  return {
    host,
    set(roundTripMs, lossOneIn) {
      delayMs = roundTripMs;
      loss = lossOneIn;
    },
    cut() {
      isCut = true;
    },
    heal() {
      isCut = false;
    },
  };
}

interface End {
  readonly socket: Socket;
  /** Of the relay, and of the program that has the device. */
  readonly port: number;
  readonly peer: number;
  send(packet: Buffer): void;
}

let lastPeer = 42_000;

async function openEnd(closing: (() => void)[]): Promise<End> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  let isOpen = true;
  closing.push(() => {
    isOpen = false;
    socket.close();
  });
  lastPeer += 1;
  const peer = lastPeer;
  return {
    socket,
    port: socket.address().port,
    peer,
    send: (packet) => isOpen && socket.send(packet, peer, '127.0.0.1'),
  };
}

/** One datagram for each packet, in both directions. */
async function openTun(name: string, { port, peer }: End, closing: (() => void)[]): Promise<void> {
  const tun = `TUN,tun-name=${name},tun-type=tun,iff-no-pi`;
  const child = spawn('socat', [`UDP4:127.0.0.1:${port},bind=127.0.0.1:${peer}`, tun], { stdio: 'ignore' });
  closing.push(() => child.kill());
  await Promise.race([
    once(child, 'exit').then(() => Promise.reject(new Error('socat has ended'))),
    isThere(name, child),
  ]);
}

async function isThere(name: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    try {
      ip('link', 'show', name);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
