// Who may import whom. ARCHITECTURE.md explains this map, and `npm test` enforces it.
const MODULES = [
  "auth",
  "keys",
  "pricing",
  "exchange",
  "ledger",
  "idempotency",
  "usage",
  "rates",
  "tiers",
  "throttle",
  "mail",
  "upstream-accounts",
  "user-profiles",
  "files",
];
const FLOWS = [
  "relay",
  "batches",
  "api",
  "topups",
  "signup",
  "receipts",
  "retirements",
  "clearing",
  "failures",
  "codes",
  "expiries",
  "attribution",
  "live",
  "search",
];
/** The folders of lib/relay: each imports only those before it, and relay-call.ts uses all of them in the order of a call. */
const RELAY_FOLDERS = [
  "call",
  "refusals",
  "repeats",
  "services",
  "reading",
  "admission",
  "reception",
  "files",
  "money",
  "routing",
  "answer",
];
/** The same of lib/topups: the ways to pay, an order, who takes the money, its payment, payments under question, what a person does, and what Stripe reports. */
const TOP_UP_FOLDERS = ["methods", "terms", "orders", "services", "payment", "refunds", "disputes", "questions", "checkout", "events"];
/** Test files, and what only tests use. */
const TEST = "(\\.test\\.tsx?$|/testing/)";

/** No module imports another one: flows combine them. All of them may write into `lib/audit`, which is below them. */
const modulesApart = MODULES.map((name) => ({
  name: `module-${name}-knows-no-other-module`,
  severity: "error",
  from: { path: `^lib/${name}/`, pathNot: TEST },
  to: {
    path: `^lib/(${MODULES.filter((other) => other !== name).join("|")})/`,
    // A secret is made only while the session of the person who makes it is valid.
    ...(name === "keys" && { pathNot: "^lib/auth/lock-session\\.ts$" }),
  },
}));

const inOneDirection = (module, folders) =>
  folders.map((name, place) => ({
    name: `${module}-${name}-knows-nothing-after-it`,
    severity: "error",
    from: { path: `^lib/${module}/${name}/`, pathNot: TEST },
    to: { path: `^lib/${module}/`, pathNot: `^lib/${module}/(${folders.slice(0, place + 1).join("|")})/` },
  }));

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-circles", severity: "error", from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } } },
    ...modulesApart,
    ...inOneDirection("relay", RELAY_FOLDERS),
    ...inOneDirection("topups", TOP_UP_FOLDERS),
    {
      name: "audit-knows-no-module",
      severity: "error",
      from: { path: "^lib/audit/", pathNot: TEST },
      to: { path: "^lib/", pathNot: "^lib/(audit|platform|basics)/" },
    },
    {
      name: "prisma-reads-people-and-lists",
      comment: "A write of money, keys, prices, limits, usage or audit lines uses one connection: that of its transaction.",
      severity: "error",
      from: { path: "^lib/", pathNot: "(\\.test\\.tsx?$|/testing/)|^lib/(auth|signup|topups|clearing|failures|retirements|platform)/" },
      to: { path: "^(lib/platform/prisma\\.ts|prisma/client/)" },
    },
    {
      name: "modules-know-no-flow",
      comment: "Flows use modules, never the other way round. The shape of an upstream account is only types.",
      severity: "error",
      from: { path: `^lib/(${MODULES.join("|")})/`, pathNot: TEST },
      to: { path: `^lib/(${FLOWS.join("|")}|upstreams|wire)/`, pathNot: "^lib/upstreams/account\\.ts$" },
    },
    {
      name: "flows-apart",
      comment: "Batches send calls as the relay does, and the API is the interface of both. The other flows do not know each other.",
      severity: "error",
      from: { path: `^lib/(${FLOWS.filter((name) => name !== "api" && name !== "batches").join("|")})/`, pathNot: TEST },
      to: {
        path: `^lib/(${FLOWS.join("|")})/`,
        // The folder's own files; a file that several flows need.
        pathNot: "^lib/($1/|topups/questions/question-mail\\.ts)",
      },
    },
    {
      name: "batches-know-no-api",
      severity: "error",
      from: { path: "^lib/batches/", pathNot: TEST },
      to: { path: `^lib/(${FLOWS.filter((name) => name !== "relay" && name !== "batches").join("|")})/` },
    },
    {
      name: "wire-is-pure",
      severity: "error",
      from: { path: "^lib/(wire|json-bytes)/", pathNot: TEST },
      to: { path: "^lib/", pathNot: "^lib/(wire|json-bytes|basics)/" },
    },
    {
      name: "bytes-know-no-format",
      severity: "error",
      from: { path: "^lib/(http1|pg-wire)/", pathNot: TEST },
      to: { path: "^lib/", pathNot: "^lib/(http1|pg-wire|platform|basics)/" },
    },
    {
      name: "basics-know-nobody",
      severity: "error",
      from: { path: "^lib/basics/", pathNot: TEST },
      to: { path: "^lib/", pathNot: "^lib/basics/" },
    },
    {
      name: "platform-knows-basics-only",
      severity: "error",
      from: { path: "^lib/platform/", pathNot: TEST },
      to: { path: "^lib/", pathNot: "^lib/(platform|basics)/" },
    },
    {
      name: "pages-touch-no-outside",
      comment: "Pages and components call flows and modules; only those use Postgres, Stripe, mail and upstreams.",
      severity: "error",
      from: { path: "^(app|components)/", pathNot: TEST },
      to: {
        path: "^(lib/platform/(prisma|postgres|postgres-connection|stripe|mailer|redis)\\.ts|lib/(upstreams/(?!stored/)|pg-wire/|http1/)|prisma/|node_modules/(pg|stripe|undici|nodemailer|@prisma)/)",
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
      from: { path: "^lib/", pathNot: TEST },
      to: { path: "^(app|components|server|bench|e2e)/" },
    },
    {
      name: "the-relay-path-is-light",
      comment: "Prisma, Next and React cost memory in every process, and time on every start.",
      severity: "error",
      from: { path: "^(server/front-door|lib/(relay|batches|api|wire|upstreams|http1|json-bytes|pg-wire)/)", pathNot: TEST },
      to: {
        path: "^(lib/platform/prisma\\.ts|prisma/|node_modules/(next|next-auth|next-intl|react|react-dom|@prisma)/)",
        reachable: true,
      },
    },
    {
      name: "the-relay-serves-the-document-as-json",
      comment: "The schemas of the API become JSON at build time; no relaying process loads them.",
      severity: "error",
      from: { path: "^(server/front-door|lib/(relay|batches|api|wire|upstreams)/)", pathNot: TEST },
      to: { path: "^lib/openapi/.+\\.ts$", reachable: true },
    },
    {
      name: "outsiders-speak-http",
      comment: "Development servers, benchmarks and browser tests use the product over HTTP, like every client.",
      severity: "error",
      from: { path: "^(dev|bench|e2e)/", pathNot: "^(bench|dev/demo)/programs/" },
      to: { path: "^(app|lib|components)/" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    // Types too: a reader of a type has to open its file as well.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(prisma/client|\\.next|\\.build)/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default"] },
  },
};
