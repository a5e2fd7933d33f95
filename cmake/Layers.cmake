# One target a folder. The dependencies listed here are the only folders whose headers it may
# include; tests/layers holds the same rule against the include lines themselves.
#
# TEST_DEPENDS are layers that only the tests use.
#
#   imprint_layer(NAME SOURCES a.cc b.cc [DEPENDS other...] [LIBRARIES ext...]
#                 [TESTS a_test.cc ...] [TEST_DEPENDS other...])
function(imprint_layer NAME)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;LIBRARIES;TESTS;TEST_DEPENDS" ${ARGN})
  set(TARGET imprint_${NAME})
  if(ARG_SOURCES)
    add_library(${TARGET} STATIC ${ARG_SOURCES})
    set(SCOPE PUBLIC)
  else()
    add_library(${TARGET} INTERFACE)
    set(SCOPE INTERFACE)
  endif()
  target_include_directories(${TARGET} ${SCOPE} ${PROJECT_SOURCE_DIR}/src)
  foreach(DEP ${ARG_DEPENDS})
    target_link_libraries(${TARGET} ${SCOPE} imprint_${DEP})
  endforeach()
  target_link_libraries(${TARGET} ${SCOPE} ${ARG_LIBRARIES})
  if(IMPRINT_TESTS AND ARG_TESTS)
    list(TRANSFORM ARG_TESTS PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
    set_property(GLOBAL APPEND PROPERTY IMPRINT_UNIT_TESTS ${NAME})
    set_property(GLOBAL PROPERTY IMPRINT_UNIT_TESTS_${NAME} ${ARG_TESTS})
    list(TRANSFORM ARG_TEST_DEPENDS PREPEND imprint_)
    set_property(GLOBAL PROPERTY IMPRINT_UNIT_TEST_DEPENDS_${NAME} ${ARG_TEST_DEPENDS})
  endif()
endfunction()
