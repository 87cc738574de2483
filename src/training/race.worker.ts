/**
 * A contestant's worker. The contestant is a chunk of its own: stock tf.layers shares code with it, and WebKit runs a
 * worker's entry a second time when another chunk imports from it.
 */
import { announce, serve } from '../workers/worker-end.ts';
import type { RaceCommand, RaceReply } from './race-protocol.ts';

type AnswerCommand = (command: RaceCommand) => Promise<RaceReply>;

async function answer(answerCommand: AnswerCommand, command: RaceCommand): Promise<RaceReply> {
  announce(self, command.call === 'prepare' ? 'compiling' : 'update');
  try {
    return await answerCommand(command);
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

const load = async (): Promise<{ receive: (command: RaceCommand) => void }> => {
  const { answerCommand } = await import('./contestant.ts');
  return {
    receive: (command) => void answer(answerCommand, command).then((reply) => self.postMessage(reply)),
  };
};

serve<RaceCommand>(self, load());
