import { everyMethod } from "@/lib/api/web-handler";

export const runtime = "nodejs";
export const dynamic = "force-dynamic";
export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = everyMethod;
