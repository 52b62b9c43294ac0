import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { listen, type RunningStandIn, refuseProduction } from "../serve";
import { inboxPage, mailPage } from "./inbox-page";
import { Mailbox } from "./mailbox";

export type MailStandIn = RunningStandIn & { smtpUrl: string; announcement: string };

/** Refusals that wait for the next mails, to one address or to any: 550 for good, 451 for later. */
type Refusals = { code: 550 | 451; timesLeft: number; to: string | null };

const LARGEST_MAIL_BYTES = 10 * 1024 * 1024;
const LONGEST_WAIT_MS = 60_000;

export async function startMailStandIn(options: { port: number; smtpPort?: number }): Promise<MailStandIn> {
  refuseProduction();
  const mailbox = new Mailbox();
  const refusals: Refusals = { code: 451, timesLeft: 0, to: null };
  const smtp = smtpServer(mailbox, refusals);
  const smtpPort = await listenSmtp(smtp, options.smtpPort ?? 0);
  const http = createServer((request, response) => void answer(mailbox, refusals, request, response));
  const running = await listen(http, options.port);
  const smtpUrl = `smtp://127.0.0.1:${smtpPort}`;
  const stop = async () => {
    await new Promise<void>((resolve) => smtp.close(resolve));
    await running.stop();
  };
  return { ...running, smtpUrl, announcement: `listening on ${running.url}\nlistening on ${smtpUrl}`, stop };
}

function smtpServer(mailbox: Mailbox, refusals: Refusals): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    size: LARGEST_MAIL_BYTES,
    onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    onRcptTo: ({ address }, _session, done) => {
      if (refusals.timesLeft <= 0 || (refusals.to !== null && refusals.to !== address)) return done();
      refusals.timesLeft -= 1;
      const refusal = Object.assign(new Error(refusals.code === 550 ? "No such user here" : "Try again later"), {
        responseCode: refusals.code,
      });
      return done(refusal);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : "";
        const to = session.envelope.rcptTo.map((each) => each.address);
        mailbox.receive(Buffer.concat(chunks), { from, to }).then(() => done(), done);
      });
    },
  });
}

async function answer(mailbox: Mailbox, refusals: Refusals, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://stand-in");
  const json = (body: unknown) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
  const html = (body: string) => response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(body);
  const mail = mailbox.find(Number.parseInt(/^\/mails\/(\d+)$/.exec(pathname)?.[1] ?? "", 10));
  switch (`${request.method} ${mail ? "/mails/" : pathname}`) {
    case "GET /":
      return void html(inboxPage(mailbox.list(searchParams.get("to"))));
    case "GET /mails/":
      return void html(mailPage(mail as NonNullable<typeof mail>));
    case "GET /_stand-in/mails": {
      const waitMs = Math.min(LONGEST_WAIT_MS, Number.parseInt(searchParams.get("waitMs") ?? "0", 10) || 0);
      return void json({ mails: await mailbox.listWhenThere(searchParams.get("to"), waitMs) });
    }
    case "DELETE /_stand-in/mails":
      mailbox.clear();
      return void json({ cleared: true });
    case "POST /_stand-in/refusals":
      refusals.code = searchParams.get("code") === "550" ? 550 : 451;
      refusals.timesLeft = Number.parseInt(searchParams.get("times") ?? "1", 10);
      refusals.to = searchParams.get("to");
      return void json(refusals);
    default:
      return void response.writeHead(404, { "content-type": "text/plain" }).end("Not Found");
  }
}

function listenSmtp(smtp: SMTPServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    smtp.once("error", reject);
    smtp.listen(port, "127.0.0.1", () => {
      smtp.off("error", reject);
      // A client that disconnects is not an error of the stand-in.
      smtp.on("error", () => undefined);
      resolve((smtp.server.address() as AddressInfo).port);
    });
  });
}
