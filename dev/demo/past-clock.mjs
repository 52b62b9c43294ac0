// Loaded before a front door that plays the past: the parent sets its JavaScript clock, which only moves forward. Ids contain the moment of
// a call, and prices depend on it, so the product itself dates and prices everything. Plain JavaScript.
const Now = Date;
let offsetMs = Number(process.env.RELAIS_DEMO_OFFSET_MS);

globalThis.Date = new Proxy(Now, {
  construct: (target, values, self) => Reflect.construct(target, values.length ? values : [Now.now() + offsetMs], self),
  get: (target, name) => (name === "now" ? () => Now.now() + offsetMs : Reflect.get(target, name)),
});

const SHORTEST_MS = 1_000;
const rounds = new Set();
const { setInterval: begin, clearInterval: end } = globalThis;
globalThis.setInterval = (work, everyMs, ...values) => {
  const timer = begin(work, everyMs, ...values);
  if (everyMs >= SHORTEST_MS) rounds.add({ timer, everyMs, work: () => work(...values) });
  return timer;
};
globalThis.clearInterval = (timer) => {
  for (const round of rounds) if (round.timer === timer) rounds.delete(round);
  end(timer);
};

process.on("message", (wanted) => {
  const passedMs = wanted.offsetMs - offsetMs;
  offsetMs = wanted.offsetMs;
  // Runs what would have run meanwhile: for example, prices are read again, because otherwise they would be too old for a charge.
  for (const { everyMs, work } of rounds) if (passedMs >= everyMs) work();
  process.send({ offsetMs });
});
// A parent that is gone can no longer end this process.
process.on("disconnect", () => process.exit(0));
