/** Counts the GL objects that are ours: created and not yet deleted. */
import { EngineError } from '../engine.ts';

export class Ledger {
  objects = 0;

  /** Enters a new object. Throws an EngineError when the driver gave none. */
  made<T>(object: T | null, what: string): T {
    if (object === null) throw new EngineError(`The GPU could not make ${what}.`);
    this.objects++;
    return object;
  }
}
