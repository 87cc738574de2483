/**
 * React asks for its next turn by a message to itself, and sends no second one before the first has come. WebKit loses
 * messages that are under way when it puts a page by for the way back (in WebKitGTK one return in three of a page that
 * trains), and then nothing is drawn any more but what answers a press: an answer stands beside weights that have gone on.
 * So the message is sent again on a page that comes back; where React waits for none, it makes nothing of it. To be
 * imported before React's scheduler, which makes its channel as it is read
 * (https://github.com/facebook/react/blob/main/packages/scheduler/src/forks/Scheduler.js).
 */

// hardened browsers may lack it, and React takes timers there, which are not lost
const Native = globalThis.MessageChannel as typeof MessageChannel | undefined;
const ports: MessagePort[] = [];

if (Native)
  globalThis.MessageChannel = class extends Native {
    constructor() {
      super();
      ports.push(this.port2);
    }
  };

/** Once the page's program has been read: later channels are others' own. */
export function connectReturns(): void {
  if (Native) globalThis.MessageChannel = Native;
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) for (const port of ports) port.postMessage(null);
  });
}
