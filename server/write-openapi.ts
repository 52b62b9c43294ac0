// Writes the document that the front door serves, and its samples as the reference colours them: neither process loads what makes them.
import { writeFileSync } from "node:fs";
import { openApiDocument } from "@/lib/openapi/document";
import { highlightsOf } from "@/lib/openapi/highlights";

const document = openApiDocument();
writeFileSync("lib/openapi/openapi.json", `${JSON.stringify(document, null, 2)}\n`);
writeFileSync("lib/openapi/highlights.json", `${JSON.stringify(await highlightsOf(document))}\n`);
