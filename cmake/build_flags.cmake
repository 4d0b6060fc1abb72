# One INTERFACE target carries every flag; no global CMAKE_CXX_FLAGS.
add_library(cellwarden_build_flags INTERFACE)
target_compile_options(cellwarden_build_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  -Wnon-virtual-dtor -Wold-style-cast -Wdouble-promotion
  $<$<BOOL:${CELLWARDEN_WERROR}>:-Werror>)
target_include_directories(cellwarden_build_flags INTERFACE ${PROJECT_SOURCE_DIR})
# Some foreign libraries ask for -pthread. Given everywhere, one precompiled header serves all tests.
target_compile_options(cellwarden_build_flags INTERFACE -pthread)
# An assertion marks a programmer's mistake and stays in every build. What is shipped is hardened, and
# names no folder of the machine that built it; a debug build also checks the standard library's bounds.
target_compile_options(cellwarden_build_flags INTERFACE
  -UNDEBUG
  $<$<CONFIG:Debug>:-D_GLIBCXX_ASSERTIONS>
  $<$<CONFIG:RelWithDebInfo>:-fstack-protector-strong -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.>)
if(NOT CELLWARDEN_SANITIZE)
  target_compile_options(cellwarden_build_flags INTERFACE $<$<CONFIG:RelWithDebInfo>:-D_FORTIFY_SOURCE=2>)
  target_link_options(cellwarden_build_flags INTERFACE $<$<CONFIG:RelWithDebInfo>:-Wl,-z,relro,-z,now>)
endif()
if(CELLWARDEN_SANITIZE)
  target_compile_options(cellwarden_build_flags INTERFACE
    -fsanitize=${CELLWARDEN_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(cellwarden_build_flags INTERFACE -fsanitize=${CELLWARDEN_SANITIZE})
endif()
if(CELLWARDEN_FUZZ)
  target_compile_options(cellwarden_build_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# Signal processing is worth the optimiser's last effort, also in a debug build: a test of a receiver
# that takes minutes is a test nobody runs. No -ffast-math: replays must repeat.
add_library(cellwarden_dsp_flags INTERFACE)
target_compile_options(cellwarden_dsp_flags INTERFACE -O3 -fno-math-errno -fno-trapping-math -ffp-contract=off)
# With sanitizers' checks and the library's own in it, clang thinks an index into a span too long to inline:
# loops took ten times as long as with a call for each sample.
if(CELLWARDEN_SANITIZE AND CMAKE_CXX_COMPILER_ID MATCHES Clang)
  target_compile_options(cellwarden_dsp_flags INTERFACE "SHELL:-mllvm -inline-threshold=600")
endif()

# The detector judges days in its tests: some of the optimiser's effort in a debug build too.
add_library(cellwarden_judging_flags INTERFACE)
target_compile_options(cellwarden_judging_flags INTERFACE $<$<CONFIG:Debug>:-O1>)

# cellwarden_library(name SOURCES... ) : a static library with the project's flags and its alias.
function(cellwarden_library name)
  add_library(cellwarden_${name} STATIC ${ARGN})
  add_library(cellwarden::${name} ALIAS cellwarden_${name})
  target_link_libraries(cellwarden_${name} PRIVATE cellwarden_build_flags)
  target_include_directories(cellwarden_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  if(CELLWARDEN_PRECOMPILE)
    target_precompile_headers(cellwarden_${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.hpp)
  endif()
endfunction()
