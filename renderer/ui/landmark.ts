// Where a menu is put in the page: inside the landmark that it belongs to, so that assistive technology finds it there.

export const landmarkOf = (name: 'main' | 'header' | 'nav'): HTMLElement | undefined => document.querySelector<HTMLElement>(name) ?? undefined;
