import { PageSkeleton } from "@/components/shell/page-skeleton";

export default function Loading() {
  return <PageSkeleton blocks={["h-28", "h-96"]} />;
}
