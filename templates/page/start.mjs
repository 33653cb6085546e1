// What every page does: it keeps its files for offline use once the engine has them, and says how far loading is.
export const json = async name => (await fetch(new URL(name, import.meta.url))).json();

export const keepOffline = async () => {
  if (!navigator.serviceWorker) return;
  try {
    await navigator.serviceWorker.register(new URL("offline.js", import.meta.url));
    await navigator.serviceWorker.ready;
    document.getElementById("offline").hidden = false;
  } catch { /* without one the page works as long as there is a network */ }
};

// How far the engine is, in words and as a bar.
export const loading = (words, filled) => ({ part, ready, failed }) => {
  const bar = document.getElementById("progress"), status = document.getElementById("status");
  bar.hidden = Boolean(ready || failed);
  if (part) { bar.value = part; status.textContent = filled(words.loading, { part: Math.min(part + 1, 4), parts: 4 }); }
  if (failed) status.textContent = failed.includes("missing:") ? words.missing : words.failed;
  if (ready) { status.textContent = words.ready; keepOffline(); }
};
