// Long work goes on in the next turn of the event loop, so that the windows are answered in between.

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
