// preloaded into children that have an IPC channel: end with the supervisor even if it was SIGKILLed
if (process.connected) {
  process.on("disconnect", () => {
    process.kill(process.pid, "SIGTERM");
    setTimeout(() => process.exit(1), 3000).unref();
  });
  process.channel?.unref();
}
