/** Called by Next once, when the web server starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startAlarmWatch } = await import("./server/api/alarm-watch.ts");
  startAlarmWatch();
}
