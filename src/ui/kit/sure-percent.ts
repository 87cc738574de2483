/**
 * How sure an answer of such log-odds is, 0.5 to 1, in percent: rounded down, and with as many nines as it has, five at
 * most, so that nothing that is nearly certain is called certain.
 */
export function surePercent(logOdds: number): string {
  const doubt = 1 / (1 + Math.exp(logOdds));
  const decimals = Math.max(0, Math.min(MOST_DECIMALS, Math.ceil(-Math.log10(doubt)) - 2));
  const scale = 10 ** decimals;
  // down to where a share of 1 - 2^-53 is not yet 1
  const share = Math.floor(Math.min(1 - doubt, 1 - 2 ** -53) * 100 * scale) / scale;
  return `${share.toFixed(decimals)} %`;
}

const MOST_DECIMALS = 3;
