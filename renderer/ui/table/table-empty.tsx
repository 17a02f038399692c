// A list with nothing to show: one sentence, and where a search or filters hide the rest, the way to take them away.
import type { LucideIcon } from 'lucide-react';
import { Button } from '../button.tsx';
import { focusSearch } from '../search-box.tsx';

interface TableEmptyProps {
  readonly icon: LucideIcon;
  readonly sentence: string;
  readonly hasSearch: boolean;
  readonly isFiltered: boolean;
  /** Takes the search and the filters away. */
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
