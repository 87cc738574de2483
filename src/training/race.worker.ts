/**
 * A contestant's worker. The contestant is a chunk of its own: stock tf.layers shares code with it, and WebKit runs a
 * worker's entry a second time when another chunk imports from it.
 */
import type { RaceCommand, RaceReply } from './race-protocol.ts';

const contestant = import('./contestant.ts');

async function answer(command: RaceCommand): Promise<RaceReply> {
  try {
    return await (await contestant).answerCommand(command);
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

self.onmessage = async ({ data }: MessageEvent<RaceCommand>): Promise<void> => {
  self.postMessage(await answer(data));
};
