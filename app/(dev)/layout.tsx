import type { ReactNode } from "react";
import { Texts } from "@/components/shell/texts";

export default function DevelopmentLayout({ children }: { children: ReactNode }) {
  return <Texts of={[]}>{children}</Texts>;
}
