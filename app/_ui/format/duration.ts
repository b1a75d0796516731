const pad = (value: number): string => String(value).padStart(2, "0");

/** A span of time in at most two units: `24 ms`, `0.3 s`, `42 s`, `2 min 10 s`, `4 h 02 min`, `3 days 4 h`. */
export function formatDuration(millis: number): string {
  if (millis < 99.5) return `${Math.round(Math.max(0, millis))} ms`;
  const seconds = millis / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${pad(minutes % 60)} min`;
  return `${Math.floor(hours / 24)} days ${hours % 24} h`;
}

/** A span that ticks: whole seconds below a minute, so that the last digit does not flicker. */
export function formatTicking(millis: number): string {
  const seconds = Math.floor(Math.max(0, millis) / 1000);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000);
}

/** How old something is, in one unit: `31 h`, `22 min`, `12 days`. */
export function formatAge(millis: number): string {
  const seconds = Math.floor(Math.max(0, millis) / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} days`;
}

/** Time left, roughly and never falsely exact: `about 5 s left`. */
export function formatLeft(seconds: number): string {
  if (seconds < 1) return "less than a second left";
  return `about ${formatDuration(Math.ceil(seconds) * 1000).replace(/^(\d)\.0 s$/, "$1 s")} left`;
}
