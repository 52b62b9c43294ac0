import type { ComponentType } from "react";
import { ControlsSection } from "@/components/gallery/controls-section";
import { FiguresSection } from "@/components/gallery/figures-section";
import { MessagesSection } from "@/components/gallery/messages-section";
import { OverlaysSection } from "@/components/gallery/overlays-section";

/** The groups of /dev/components. A new group is one file here and one line. */
export const SECTIONS: { title: string; Section: ComponentType }[] = [
  { title: "Controls", Section: ControlsSection },
  { title: "Overlays", Section: OverlaysSection },
  { title: "Messages", Section: MessagesSection },
  { title: "Figures", Section: FiguresSection },
];
