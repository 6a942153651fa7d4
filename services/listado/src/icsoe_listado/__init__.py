"""listado: the published lists, Listado Público and Listado con Información Inconsistente (icsoe.md §14)."""
