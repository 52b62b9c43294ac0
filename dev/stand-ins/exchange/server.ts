import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { listen, type RunningStandIn, refuseProduction } from "../serve";

type Fault = "error" | "hang" | "garbage" | "endless";
type State = { day: string; rates: Record<string, string>; fault: Fault | null };

/** Units for one euro, as the bank lists them: close to those of a real day. */
const RATES = {
  ...{ USD: "1.0850", CNY: "7.7120", BRL: "5.9125", MXN: "19.8740", INR: "91.6235", PLN: "4.2890", GBP: "0.8415", JPY: "162.85" },
  ...{ CHF: "0.9405", CAD: "1.4820", AUD: "1.6410", HKD: "8.4480", SGD: "1.4210", SEK: "11.2150", NOK: "11.6020", DKK: "7.4590" },
};

/** Answers like the European Central Bank's daily list of reference rates, with the newest working day unless a test sets another. */
export async function startExchangeStandIn({ port }: { port: number }): Promise<RunningStandIn> {
  refuseProduction();
  const state: State = { day: "", rates: RATES, fault: null };
  const server = createServer((request, response) => {
    answer(state, request, response).catch(() => response.destroy());
  });
  return listen(server, port);
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "").split("?")[0];
  if (request.method === "POST" && path === "/_stand-in/rates") {
    Object.assign(state, JSON.parse(await textOf(request)));
    response.writeHead(204).end();
  } else if (request.method === "GET" && path === "/stats/eurofxref/eurofxref-daily.xml") list(state, response);
  else response.writeHead(404, { "content-type": "text/plain" }).end("Not found\n");
}

function list({ day, rates, fault }: State, response: ServerResponse): void {
  if (fault === "hang") return;
  if (fault === "error") return void response.writeHead(503).end();
  response.writeHead(200, { "content-type": "text/xml" });
  if (fault === "garbage") return void response.end("<html><body>We are working on the site.</body></html>");
  if (fault === "endless") return void response.end(" ".repeat(1_000_000));
  const cubes = Object.entries(rates).map(([currency, rate]) => `<Cube currency='${currency}' rate='${rate}'/>`);
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" ` +
      `xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">\n<gesmes:subject>Reference rates</gesmes:subject>\n` +
      `<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>\n` +
      `<Cube>\n<Cube time='${day || newestDay(new Date())}'>\n${cubes.join("\n")}\n</Cube>\n</Cube>\n</gesmes:Envelope>\n`,
  );
}

/** The last working day whose list is out: the bank publishes in the afternoon. */
function newestDay(now: Date): string {
  const day = new Date(now.getTime() - 16 * 3_600_000);
  while ([0, 6].includes(day.getUTCDay())) day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}
