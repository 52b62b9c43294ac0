"use client";

import { type ComponentType, useEffect, useState } from "react";

/**
 * A component that is no part of a first load; null until it has come, and for good if it does not come: what stands in its place until
 * then has to be enough. `load` is declared outside of components.
 */
export function useOnDemand<Props>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> | null {
  const [Loaded, setLoaded] = useState<ComponentType<Props> | null>(null);
  useEffect(() => {
    let isHere = true;
    load().then(
      (component) => isHere && setLoaded(() => component),
      () => undefined,
    );
    return () => {
      isHere = false;
    };
  }, [load]);
  return Loaded;
}
