import { Specimen } from "@/components/gallery/specimen";
import { Card } from "@/components/ui/card";
import { ColumnChoice } from "@/components/ui/column-choice";
import { DataTable } from "@/components/ui/data-table";
import { DateRange } from "@/components/ui/date-range";
import { FilterBar } from "@/components/ui/filter-bar";
import { Money } from "@/components/ui/money";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { StatusDot } from "@/components/ui/status-dot";
import { type TableColumn, tableView } from "@/components/ui/table-column";

type Row = { name: string; state: string; chargeNano: bigint };

const HERE = "/dev/components";
const ROWS: Row[] = [
  { name: "Website chat", state: "Charged", chargeNano: 15_285_888_298_000n },
  { name: "Nightly summaries", state: "Failed, free", chargeNano: 0n },
];
const COLUMNS: TableColumn<Row>[] = [
  { id: "name", name: "Name", cell: (row) => row.name, sortBy: (row) => row.name, isAscendingFirst: true, inList: "title" },
  {
    id: "state",
    name: "Status",
    cell: (row) => <StatusDot tone={row.chargeNano > 0n ? "quiet" : "danger"}>{row.state}</StatusDot>,
    isOptional: true,
    inList: "meta",
  },
  {
    id: "charge",
    name: "Charge",
    cell: (row) => <Money amountNano={row.chargeNano} kind="sum" />,
    sortBy: (row) => row.chargeNano,
    isNumeric: true,
    foot: <Money amountNano={15_285_888_298_000n} kind="exact" />,
    inList: "value",
  },
];
const VIEW = tableView(COLUMNS, "-charge", null);
const choice = (id: string, name: string) => ({ id, name, href: HERE });

export function TablesSection() {
  return (
    <>
      <Specimen name="DataTable">
        <Card isFlush className="w-full">
          <DataTable
            caption="Keys"
            columns={COLUMNS}
            rows={ROWS}
            rowId={(row) => row.name}
            rowHref={() => HERE}
            view={VIEW}
            sortHref={() => HERE}
          />
        </Card>
      </Specimen>
      <Specimen name="FilterBar, DateRange, ColumnChoice">
        <FilterBar
          filters={[
            { id: "model", name: "Model", chosen: "Claude Opus 5.5", clearHref: HERE, choices: [choice("opus", "Claude Opus 5.5")] },
            { id: "key", name: "Key", chosen: null, clearHref: HERE, choices: [choice("chat", "Website chat")] },
          ]}
          clearHref={HERE}
          actions={<ColumnChoice columns={COLUMNS} view={VIEW} href={() => HERE} />}
        >
          <DateRange
            presets={[choice("7d", "Last 7 days"), choice("30d", "Last 30 days")]}
            value="7d"
            text="Last 7 days"
            since={null}
            until={null}
            min="2026-01-01"
            max="2026-12-31"
            action={HERE}
            kept={{}}
          />
        </FilterBar>
      </Specimen>
      <Specimen name="SegmentedControl">
        <SegmentedControl
          label="Measure"
          value="spend"
          segments={[choice("spend", "Spend"), choice("tokens", "Tokens"), choice("calls", "Calls")]}
        />
      </Specimen>
    </>
  );
}
