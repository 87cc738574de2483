/**
 * Milliseconds that this thread has computed since, at most: no more than have passed, and no more than the process has
 * used, its compiler's and collector's threads included. What else the machine does must not decide whether a proof is in time.
 */
export function stopwatch(): () => number {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return Math.min(performance.now() - wall, (user + system) / 1000);
  };
}
