# SPDX-License-Identifier: Apache-2.0
#
# cmake -DROOT=share -DFILES=a;b -DOUT=share_data.c -P embed.cmake: the files as C arrays, in the form
# of src/api/share.h. What stands in ../docs is named without that.
string(REPLACE "," ";" FILES "${FILES}")
list(SORT FILES)
set(arrays "")
set(entries "")
set(n 0)
foreach(file IN LISTS FILES)
    file(READ ${ROOT}/${file} hex HEX)
    string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
    string(REGEX REPLACE "(................................................................................)"
        "\\1\n    " hex "${hex}")
    string(APPEND arrays "static const unsigned char file_${n}[] = {\n    ${hex}0};\n")
    string(REGEX REPLACE "^\\.\\./docs/" "" name "${file}")
    string(APPEND entries
        "    {\"${name}\", {(const char *)file_${n}, sizeof(file_${n}) - 1}},\n")
    math(EXPR n "${n} + 1")
endforeach()
file(WRITE ${OUT} "/* Made by cmake/embed.cmake. */\n#include \"api/share.h\"\n\n${arrays}
const struct share_file share_files[] = {\n${entries}};\nconst size_t share_file_count = ${n};\n")
