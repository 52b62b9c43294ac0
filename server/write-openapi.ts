// Writes the document that the front door serves: the front door loads no schemas, only their JSON.
import { writeFileSync } from "node:fs";
import { openApiDocument } from "@/lib/openapi/document";

writeFileSync("lib/openapi/openapi.json", `${JSON.stringify(openApiDocument(), null, 2)}\n`);
