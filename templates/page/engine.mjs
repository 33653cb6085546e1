// The worker seen from the page: requests wait for each other, have a time limit, and can be stopped.
const STARTING = 180;
const SECONDS = 60;
const TRIES = 3;

// A worker from a blob inherits the page's policy; one from a file would have none of its own.
const workerAt = (address, name) => {
  const blob = new Blob([`import ${JSON.stringify(address.href)};`], { type: "text/javascript" });
  const url = URL.createObjectURL(blob);
  const worker = new Worker(url, { type: "module", name });
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return worker;
};

export class Engine {
  // `told` hears of the parts that are loaded and of what failed; `opening` is the request that a new worker begins with.
  constructor(told, opening) {
    this.told = told;
    this.opening = opening;
    this.queue = [];
    this.current = null;
    this.number = 0;
    this.failures = 0;
    this.start();
  }

  start() {
    this.isReady = false;
    this.worker = workerAt(new URL("worker.mjs", import.meta.url), this.failures ? "afresh" : "");
    this.worker.addEventListener("message", ({ data }) => this.hear(data));
    this.worker.addEventListener("error", event => this.fail(event.message || "worker"));
    this.clock(STARTING, () => this.fail("time"));
  }

  clock(seconds, act) {
    clearTimeout(this.timer);
    this.timer = act && setTimeout(act, seconds * 1000);
  }

  fail(why) {
    this.worker.terminate();
    this.clock();
    this.failures += 1;
    if (this.failures < TRIES && !why.includes("missing:")) return this.start();
    this.told({ failed: why });
  }

  hear(data) {
    if (data.failed) return this.fail(data.failed);
    if (data.part || data.loaded) {
      this.clock(STARTING, () => this.fail("time"));
      this.told(data);
      if (data.part === 4) this.open();
      return;
    }
    const current = this.current;
    if (!current || data.id !== current.id) return;
    if (data.said) return current.tell?.(data.said);
    this.clock();
    this.current = null;
    if (data.fatal) { this.restart(); current.resolve({ stopped: "died" }); } else current.resolve(data.reply);
    this.next();
  }

  open() {
    this.clock();
    this.isReady = true;
    this.failures = 0;
    if (!this.opening) return this.opened();
    const [request, data] = this.opening;
    this.send({ request, data, seconds: STARTING, resolve: reply => this.opened(reply) });
  }

  opened(reply) {
    this.told({ ready: true, reply });
    this.next();
  }

  send(asked) {
    this.current = { ...asked, id: this.number += 1 };
    const { id, request, data } = this.current;
    this.clock(asked.seconds, () => this.stop("time"));
    this.worker.postMessage({ id, request, data });
  }

  next() {
    if (this.isReady && !this.current && this.queue.length) this.send(this.queue.shift());
  }

  // The reply; `{ stopped }` where it was ended. Of several previews that wait only the last is wanted.
  ask(request, data, { tell, seconds = SECONDS, only } = {}) {
    return new Promise(resolve => {
      if (only) this.queue = this.queue.filter(each => each.only !== only || void each.resolve({ stopped: "late" }));
      this.queue.push({ request, data, tell, seconds, only, resolve });
      this.next();
    });
  }

  stop(why = "user") {
    const current = this.current;
    this.restart();
    current?.resolve({ stopped: why });
  }

  restart() {
    this.worker.terminate();
    this.current = null;
    this.start();
  }
}
