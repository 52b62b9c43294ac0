import { StreamedAnswer, type StreamServices } from "@/lib/relay/answer/streamed-answer";
import { endedReply, type Reader } from "@/lib/relay/answer/whole-reply";
import type { Hold } from "@/lib/relay/call/hold";
import type { RelayReply } from "@/lib/relay/call/request";
import type { RoutedAnswer } from "@/lib/relay/routing/send-with-failover";

/**
 * The reply to a call that asked for a stream. It begins when the upstream sends something, or without it after a time limit. From then
 * on the stream settles the call. Rejects with CallerError if an account refuses before that.
 */
export function streamReply(
  services: StreamServices,
  hold: Hold,
  pendingAnswer: Promise<RoutedAnswer>,
  reader: Reader,
): Promise<RelayReply> {
  return new Promise((resolve, reject) => {
    const stream = new StreamedAnswer(services, hold, reader.recording, { resolve, reject });
    void pendingAnswer.then((routed) => {
      const { route, answer } = routed;
      if (answer.kind === "stream") return stream.startFlow(route, answer);
      return endedReply(services, hold, routed, reader).then(
        (reply) => stream.finish(reply),
        (error) => stream.refuse(error),
      );
    });
  });
}
