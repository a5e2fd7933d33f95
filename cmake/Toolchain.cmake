# Compiler flags, ccache, a fast linker and the sanitizers, in one place.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror=switch
                    -Werror=return-type -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 reports false positives inside the standard library at -O2.
  add_compile_options(-Wno-restrict -Wno-dangling-pointer)
endif()

if(IMPRINT_SANITIZE)
  add_compile_options(-fsanitize=${IMPRINT_SANITIZE} -fno-sanitize-recover=all -O1 -g)
  add_link_options(-fsanitize=${IMPRINT_SANITIZE})
endif()
if(IMPRINT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -g)
  add_link_options(-fsanitize=address,undefined)
endif()
