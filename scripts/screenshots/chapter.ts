// What a chapter of screenshots is. Types only: the scripts run in a Node that may not know TypeScript.
import type { ElectronApplication, Page } from 'playwright-core';
import type { Bridge } from '../../preload/contract/index.ts';

declare global {
  interface Window {
    readonly rekey: Bridge;
  }
}

/** One running Rekey and its first window. */
export interface Started {
  readonly app: ElectronApplication;
  readonly page: Page;
}

/** One screenshot. */
export interface Scene {
  /** How its files are called. */
  readonly name: string;
  /** The caption. */
  readonly shows: string;
  /**
   * Goes on from the previous scene of the chapter. The newest window of the chapter's application is the one that is taken,
   * or the window of the other application that it returns.
   */
  go(on: Started & { startAnother(): Promise<Started> }): Promise<unknown>;
}

/** Scenes that follow each other in one application. */
export interface Chapter {
  readonly title: string;
  /** The sample firm, or an empty data folder. */
  readonly isSample: boolean;
  /** Changes the data folder before the application starts. */
  prepare?(folder: string): void;
  readonly scenes: readonly Scene[];
}
