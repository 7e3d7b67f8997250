// A value from somewhere else, with its three states, asked for again as often as wanted.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { describeError } from "./http";

export interface Loaded<T> {
  // The last good value; it stays while a later request fails.
  value: T | undefined;
  problem: string | undefined;
  loading: boolean;
  reload: () => void;
}

// `load` is called again when `key` changes, every `everyMs` while the page is in view, and by reload().
export function useLoaded<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs?: number,
): Loaded<T> {
  const [state, setState] = useState<{ value?: T; problem?: string; loading: boolean }>({ loading: true });
  const [round, setRound] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const reload = useCallback(() => setRound((n) => n + 1), []);

  useEffect(() => setState({ loading: true }), [key]);
  useEffect(() => {
    const abort = new AbortController();
    setState((old) => ({ ...old, loading: true }));
    latest.current(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({ value, loading: false });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setState((old) => ({ ...old, problem: describeError(error), loading: false }));
      },
    );
    return () => abort.abort();
  }, [key, round]);
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, reload]);

  return { value: state.value, problem: state.problem, loading: state.loading, reload };
}
