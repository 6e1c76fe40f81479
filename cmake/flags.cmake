# SPDX-License-Identifier: Apache-2.0
#
# How everything of ours is compiled: the interface target `house`, which modules and tests link.
include(CheckCCompilerFlag)
include(GNUInstallDirs)

option(TRUCE_WERROR "warnings are errors" OFF)
option(TRUCE_HARDEN "hardening flags" OFF)
option(TRUCE_FUZZ "libFuzzer targets (needs clang)" OFF)
set(TRUCE_SANITIZE "" CACHE STRING "list for -fsanitize=, such as address,undefined")

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Debug)
endif()
set(CMAKE_C_FLAGS_DEBUG "-O1 -g")
set(CMAKE_C_FLAGS_RELEASE "-O2") # without -DNDEBUG: asserts stay
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(house INTERFACE)
target_compile_definitions(house INTERFACE _POSIX_C_SOURCE=200809L)
target_compile_options(house INTERFACE
    -std=c17 -ffp-contract=off -fno-common -fvisibility=hidden
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion -Wformat=2 -Wundef -Wvla
    -Wcast-qual -Wwrite-strings -Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes
    -Wold-style-definition -Wnull-dereference -Wimplicit-fallthrough -Wswitch-enum)
if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
    target_compile_options(house INTERFACE -Wduplicated-cond -Wduplicated-branches -Wlogical-op)
else()
    target_compile_options(house INTERFACE -Wcomma -Wconditional-uninitialized
        -Wmissing-variable-declarations)
endif()
if(TRUCE_WERROR)
    target_compile_options(house INTERFACE -Werror)
endif()

if(TRUCE_HARDEN)
    set(hardening -fstack-protector-strong -fstack-clash-protection -fcf-protection=full)
    if(CMAKE_C_COMPILER_ID STREQUAL "GNU")
        list(APPEND hardening -ftrivial-auto-var-init=zero)
    endif()
    foreach(flag IN LISTS hardening) # some exist on some processors only
        string(MAKE_C_IDENTIFIER "has${flag}" has)
        check_c_compiler_flag(${flag} ${has})
        if(${has})
            target_compile_options(house INTERFACE ${flag})
        endif()
    endforeach()
    target_compile_options(house INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fPIE)
    target_link_options(house INTERFACE -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack)
endif()

set(sanitize ${TRUCE_SANITIZE})
if(TRUCE_FUZZ)
    set(sanitize fuzzer-no-link,${sanitize})
endif()
if(sanitize)
    set(sanitize -fsanitize=${sanitize} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_compile_options(house INTERFACE ${sanitize})
    target_link_options(house INTERFACE ${sanitize})
endif()
