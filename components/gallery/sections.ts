import type { ComponentType } from "react";
import { ChartsSection } from "@/components/gallery/charts-section";
import { ControlsSection } from "@/components/gallery/controls-section";
import { FiguresSection } from "@/components/gallery/figures-section";
import { LargeFiguresSection } from "@/components/gallery/large-figures-section";
import { MessagesSection } from "@/components/gallery/messages-section";
import { OverlaysSection } from "@/components/gallery/overlays-section";
import { TablesSection } from "@/components/gallery/tables-section";

/** The groups of /dev/components. A new group is one file here and one line. */
export const SECTIONS: { title: string; Section: ComponentType }[] = [
  { title: "Controls", Section: ControlsSection },
  { title: "Overlays", Section: OverlaysSection },
  { title: "Messages", Section: MessagesSection },
  { title: "Figures", Section: FiguresSection },
  { title: "Charts and facts", Section: ChartsSection },
  { title: "Large figures", Section: LargeFiguresSection },
  { title: "Tables and filters", Section: TablesSection },
];
