// Who may import whom. One map: ARCHITECTURE.md explains it, `npm test` enforces it.
const ROOMS = ["auth", "keys", "pricing", "ledger", "idempotency", "usage", "limits", "mail", "audit", "accounts", "files"];
const TEST = "\\.test\\.tsx?$";

/** No room imports another one: the stories introduce them to each other. */
const roomsApart = ROOMS.map((room) => ({
  name: `room-${room}-knows-no-other-room`,
  severity: "error",
  from: { path: `^lib/${room}/`, pathNot: TEST },
  to: { path: `^lib/(${ROOMS.filter((other) => other !== room).join("|")})/` },
}));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    ...roomsApart,
    {
      name: "rooms-know-no-story",
      comment: "A room is used by stories, never the other way round. The shape of an upstream account is only types.",
      severity: "error",
      from: { path: `^lib/(${ROOMS.join("|")})/`, pathNot: TEST },
      to: {
        path: "^lib/(relay|batches|topups|signup|receipts|publishing|provisioning|clearing|failures|upstreams|wire)/",
        pathNot: "^lib/upstreams/account\\.ts$",
      },
    },
    {
      name: "wire-is-pure",
      severity: "error",
      from: { path: "^lib/wire/", pathNot: TEST },
      to: { path: "^lib/", pathNot: "^lib/(wire/|money\\.ts|tokens\\.ts|errors\\.ts|ids\\.ts|model-capabilities\\.ts)" },
    },
    {
      name: "pure-files-know-nobody",
      severity: "error",
      from: { path: "^lib/(money|tokens|errors|clock|ids|roster|model-capabilities)\\.ts$" },
      to: { path: "^(lib/.+/|lib/(env|db|postgres|postgres-connection|log|listen|transaction)\\.ts)" },
    },
    {
      name: "pages-touch-no-outside",
      comment: "Pages and components call stories and rooms; only those speak to Postgres, Stripe, mail and upstreams.",
      severity: "error",
      from: { path: "^(app|components)/", pathNot: TEST },
      to: {
        path: "^(lib/(db|postgres|postgres-connection)\\.ts|lib/upstreams/|prisma/|node_modules/(pg|stripe|undici|nodemailer|@prisma)/)",
      },
    },
    {
      name: "components-know-no-page",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^app/" },
    },
    {
      name: "lib-knows-no-page",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/testing/" },
      to: { path: "^(app|components|server|bench|e2e)/" },
    },
    {
      name: "the-relay-path-is-light",
      comment: "Prisma, Next and React cost memory in every process, and time on every start.",
      severity: "error",
      from: { path: "^(server/front-door|lib/(relay|batches|wire|upstreams)/)", pathNot: TEST },
      to: { path: "^(lib/db\\.ts|prisma/|node_modules/(next|next-auth|next-intl|react|react-dom|@prisma)/)", reachable: true },
    },
    {
      name: "the-relay-serves-the-document-as-json",
      comment: "The schemas of the API are made into JSON beforehand; no process that relays carries them.",
      severity: "error",
      from: { path: "^(server/front-door|lib/(relay|batches|wire|upstreams)/)", pathNot: TEST },
      to: { path: "^lib/openapi/.+\\.ts$", reachable: true },
    },
    {
      name: "outsiders-speak-http",
      comment: "Development servers, benchmarks and browser journeys use the product as everybody else does.",
      severity: "error",
      from: { path: "^(dev|bench|e2e)/" },
      to: { path: "^(app|lib|components)/" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: false,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(prisma/client|\\.next|\\.build)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
