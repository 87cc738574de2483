/**
 * Prints the GLSL ES 3.00 shaders of a setting: `npm run shader -- "hidden=4&kernel=quad"`. The setting is written as in
 * a link, of which a whole one will do. Exits with 2 when there is no such setting.
 */
import { counted } from '../../src/session/counted.ts';
import { EngineError } from '../../src/engine/engine.ts';
import { listShaders, SettingError, settingOf } from './listing.ts';

const link = process.argv[2];
if (link === undefined) {
  console.error('usage: npm run shader -- "hidden=4&kernel=quad"');
  process.exit(2);
}

try {
  const setting = settingOf(link);
  const { vertex, shaders } = listShaders(setting);
  const { kernel, isNamed, plan } = setting;
  const { hidden, activation, head } = plan.model;
  const why = isNamed ? '' : ', unless the page finds another one clearly faster';
  console.log(`// ${kernel}${why}: ${counted(hidden, 'unit')}, ${activation}, ${head}`);
  console.log(`\n// ---- the vertex shader of all\n${vertex}`);
  for (const [k, { name, draws, fragment }] of shaders.entries()) {
    console.log(`\n// ---- ${k + 1} of ${shaders.length}: ${name}`);
    for (const draw of draws) console.log(`// ${draw}`);
    console.log(fragment);
  }
} catch (error) {
  if (!(error instanceof SettingError || error instanceof EngineError)) throw error;
  console.error(error.message);
  process.exit(2);
}
