import { lazy as lazyOnce } from "preact/compat";
import { socket } from "../link/socket";

/**
 * A component that is loaded when it is first shown. While the server is away it waits for the connection, rather
 * than fail for good; what cannot be loaded though the server is there goes to the next `Boundary`.
 */
export const lazy: typeof lazyOnce = (load) => lazyOnce(() => loaded(load));

async function loaded<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch (error) {
      if (socket.state.peek() !== "lost") throw error;
      await returned();
    }
  }
}

function returned(): Promise<void> {
  return new Promise((resolve) => {
    const end = socket.onReturn(() => {
      end();
      resolve();
    });
  });
}
