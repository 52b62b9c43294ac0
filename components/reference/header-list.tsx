import { Inline } from "@/components/reference/prose";

export function HeaderList({ headers }: { headers: { name: string; description: string }[] }) {
  return (
    <dl className="divide-y border-y text-body">
      {headers.map(({ name, description }) => (
        <div key={name} className="grid gap-x-4 gap-y-1 py-2 sm:grid-cols-[20rem_minmax(0,1fr)]">
          <dt className="font-mono font-medium break-all">{name}</dt>
          <dd className="text-muted">
            <Inline text={description} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
