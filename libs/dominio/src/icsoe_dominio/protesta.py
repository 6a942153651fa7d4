"""The oath of a Sin información (icsoe.md §12.1, D98): shown, frozen in the content, printed on the acuse."""

PROTESTA_SIN_INFORMACION = (
    "Declaro bajo protesta de decir verdad que en el cuatrimestre que se indica, "
    "no celebré contratos, por lo que no tengo información a reportar"
)
