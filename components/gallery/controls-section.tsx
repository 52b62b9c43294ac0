"use client";

import { Download } from "lucide-react";
import { Specimen } from "@/components/gallery/specimen";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { DayInput } from "@/components/ui/day-input";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Pagination } from "@/components/ui/pagination";
import { Select } from "@/components/ui/select";
import { Stepper } from "@/components/ui/stepper";
import { SubmitButton } from "@/components/ui/submit-button";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";

const LOOKS = ["primary", "secondary", "ghost", "quietDanger", "danger", "link"] as const;
const TONES = ["neutral", "accent", "positive", "warning", "danger"] as const;

export function ControlsSection() {
  return (
    <>
      <Specimen name="Button">
        {LOOKS.map((look) => (
          <Button key={look} look={look}>
            {look}
          </Button>
        ))}
        <Button look="secondary" size="small">
          small
        </Button>
        <Button size="large">large</Button>
        <Button disabled>disabled</Button>
        <Button look="ghost" size="icon" aria-label="Download">
          <Download aria-hidden />
        </Button>
      </Specimen>
      <Specimen name="SubmitButton, CopyButton">
        <form action={() => new Promise<void>((resolve) => setTimeout(resolve, 1_000))}>
          <SubmitButton>Takes a second</SubmitButton>
        </form>
        <CopyButton text="req_0198c0de" />
        <CopyButton text="req_0198c0de" label="Copy the id" isIconOnly />
      </Specimen>
      <Specimen name="Stepper">
        <Stepper
          words={{ label: "Weight of first", less: "Lower the weight", more: "Raise the weight" }}
          name="weight"
          value={1}
          least={1}
          most={1_000}
          fields={{}}
          action={() => undefined}
        />
      </Specimen>
      <Specimen name="Badge">
        {TONES.map((tone) => (
          <Badge key={tone} tone={tone}>
            {tone}
          </Badge>
        ))}
      </Specimen>
      <Specimen name="Field with Input, Select, DayInput">
        <Field label="Name of the key" hint="Only you see it.">
          <Input defaultValue="Laptop" />
        </Field>
        <Field label="Budget" error="Enter dollars, such as 25 or 12.50.">
          <Input defaultValue="abc" />
        </Field>
        <Field label="Period">
          <Select defaultValue="day">
            <option value="day">Each day</option>
            <option value="month">Each month</option>
          </Select>
        </Field>
        <Field label="Last day">
          <DayInput value="2026-11-30" onChoose={() => {}} />
        </Field>
      </Specimen>
      <Specimen name="Tabs, CodeBlock">
        <Tabs defaultValue="curl" className="grid w-full min-w-0 gap-3">
          <TabList aria-label="Client">
            <Tab value="curl">curl</Tab>
            <Tab value="python">Python</Tab>
          </TabList>
          <TabPanel value="curl" tabIndex={-1}>
            <CodeBlock label="curl example" code="curl https://relais.example/api/v1/models" />
          </TabPanel>
          <TabPanel value="python" tabIndex={-1}>
            <CodeBlock label="Python example" code="client = OpenAI()" />
          </TabPanel>
        </Tabs>
      </Specimen>
      <Specimen name="Pagination">
        <Pagination firstHref="#controls" nextHref="#controls" summary="50 calls" />
      </Specimen>
    </>
  );
}
