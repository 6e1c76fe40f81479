# SPDX-License-Identifier: Apache-2.0
#
# Other people's libraries: the one list of what each module needs (also in the release program) and
# of what tests compare with. `./dev` keeps the package names.
set(NEEDS_base crypto)
set(NEEDS_geo m)
set(NEEDS_lang md4c)
set(NEEDS_report md4c)
set(TEST_NEEDS cmocka) # unit, prop, diff
set(DIFF_NEEDS geos_c proj jansson)

# external(NAME HEADER): the target ext_NAME where library and header are found.
function(external name header)
    find_library(EXT_${name}_LIBRARY ${name})
    find_path(EXT_${name}_INCLUDE ${header})
    mark_as_advanced(EXT_${name}_LIBRARY EXT_${name}_INCLUDE)
    if(EXT_${name}_LIBRARY AND EXT_${name}_INCLUDE)
        add_library(ext_${name} INTERFACE IMPORTED)
        target_include_directories(ext_${name} SYSTEM INTERFACE ${EXT_${name}_INCLUDE})
        target_link_libraries(ext_${name} INTERFACE ${EXT_${name}_LIBRARY})
    endif()
endfunction()

external(m math.h)
external(crypto openssl/evp.h)
external(md4c md4c.h)
external(cmocka cmocka.h)
external(geos_c geos_c.h)
external(proj geodesic.h)
external(jansson jansson.h)
