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

// How far the engine is: in bytes while it is loaded, then by the parts that have started, as a bar and in words.
const MEGABYTE = 1e6, SHARE = 0.7;
export const loading = (words, filled) => ({ loaded, total, part, ready, failed }) => {
  const [bar, bytes, status] = ["progress", "bytes", "status"].map(id => document.getElementById(id));
  if (part || ready || failed) bar.hidden = bytes.hidden = !part;
  if (loaded) {
    const [done, all] = [Math.min(loaded, total), total].map(each => (each / MEGABYTE).toFixed(1));
    bytes.textContent = filled(words.bytes, { done, all });
    bar.value = Math.max(bar.value, SHARE * Math.min(loaded / total, 1));
  }
  if (part) {
    bar.value = Math.max(bar.value, (1 - SHARE) * part / 4 + (part > 1 ? SHARE : 0));
    status.textContent = words.loading;
  }
  if (failed) status.textContent = failed.includes("missing:") ? words.missing : words.failed;
  if (ready) { status.textContent = words.ready; keepOffline(); }
};
