/** Trained networks, kept in the folder that `LATCH_NETWORKS` names, if it does: a file for each setting and seed. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { trainNetwork, type TrainedNetwork } from './trained.ts';

const root = process.env['LATCH_NETWORKS'];

/** Trains the network, or reads the one that is kept. What trains otherwise than before needs another folder. */
export function keptNetwork(setting: string, seed: number): TrainedNetwork {
  if (root === undefined) return trainNetwork(setting, seed);
  const folder = join(root, setting);
  const file = join(folder, `${seed}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as TrainedNetwork;
  const network = trainNetwork(setting, seed);
  mkdirSync(folder, { recursive: true });
  const written = `${file}.${process.pid}`;
  writeFileSync(written, JSON.stringify(network));
  renameSync(written, file);
  return network;
}
