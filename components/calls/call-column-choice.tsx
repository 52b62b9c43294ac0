import { useCallColumns } from "@/components/calls/call-columns";
import { type CallSearch, callSearchHref } from "@/components/calls/call-search";
import { ColumnChoice } from "@/components/ui/column-choice";
import { tableView } from "@/components/ui/table-column";

type CallViewProps = { search: CallSearch; timeZone: string };

/** Which columns the list of calls has. */
export function CallColumnChoice({ search, timeZone }: CallViewProps) {
  const columns = useCallColumns({ timeZone, keyNames: {} });
  return (
    <ColumnChoice
      columns={columns}
      view={tableView(columns, search.sort, search.columns)}
      href={(toggled) => callSearchHref("/calls", { ...search, columns: toggled })}
    />
  );
}
