# Makes OUT the same as IN, or empty where there is no IN. An OUT that is the same already keeps its
# time, so that nothing is built anew.
if(EXISTS ${IN})
  file(COPY_FILE ${IN} ${OUT} ONLY_IF_DIFFERENT)
else()
  file(CONFIGURE OUTPUT ${OUT} CONTENT "")
endif()
