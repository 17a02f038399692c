// An empty list: one sentence and, if a search or filters are active, a button to clear them.
import type { LucideIcon } from 'lucide-react';
import { Button } from '../button.tsx';
import { focusSearch } from '../fields/search-box.tsx';

interface TableEmptyProps {
  readonly icon: LucideIcon;
  readonly sentence: string;
  readonly hasSearch: boolean;
  readonly isFiltered: boolean;
  /** Clears the search and the filters. */
  readonly onClear: () => void;
}

export function TableEmpty({ icon: Icon, sentence, hasSearch, isFiltered, onClear }: TableEmptyProps) {
  return (
    <>
      <Icon size={28} aria-hidden />
      <p>{sentence}</p>
      {(hasSearch || isFiltered) && (
        <Button
          onClick={(event) => {
            focusSearch(event.currentTarget);
            onClear();
          }}
        >
          {!isFiltered ? 'Clear the search' : hasSearch ? 'Clear the search and filters' : 'Clear filters'}
        </Button>
      )}
    </>
  );
}
