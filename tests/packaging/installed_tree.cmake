# Installs the build into an empty folder and looks at what is there.
cmake_minimum_required(VERSION 3.25)

set(tree ${BUILD}/tests/packaging/tree)
file(REMOVE_RECURSE ${tree})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${tree}/usr
                OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(GLOB_RECURSE files RELATIVE ${tree} ${tree}/*)

set(wanted usr/lib/udev/rules.d/70-cellwarden-sdr.rules usr/lib/modprobe.d/cellwarden-rtlsdr.conf
    usr/share/cellwarden/bands/de.yaml usr/share/cellwarden/bands/world.yaml
    usr/share/cellwarden/bands/national/de.yaml usr/share/cellwarden/countries/outlines.txt
    usr/share/cellwarden/devices/rtlsdr-v4.yaml usr/share/cellwarden/devices/generic.yaml
    usr/share/cellwarden/towers/example-operator.yaml
    usr/share/doc/cellwarden/copyright usr/share/doc/cellwarden/privacy.md)
if(HAS_PROGRAM)
  list(APPEND wanted usr/bin/cellwarden)
endif()
foreach(file IN LISTS wanted)
  if(NOT file IN_LIST files)
    message(SEND_ERROR "not installed: ${file}")
  endif()
endforeach()

# One program, one module of SoapySDR, and besides them only documents, band plans, national tables, outlines of countries,
# device profiles, list mappings and the two system files: no generator, no test, no other library.
foreach(file IN LISTS files)
  if(NOT file MATCHES "^usr/(bin/cellwarden|lib/(udev/rules|modprobe)\\.d/[^/]+|lib/([^/]+/)?SoapySDR/modules[0-9.]+/libCellwardenPlayback\\.so|share/cellwarden/((bands|bands/national|devices|towers)/[a-z0-9-]+\\.yaml|countries/outlines\\.txt)|share/doc/cellwarden/.+)$"
     OR file MATCHES "synth|fuzz|bench_|test_")
    message(SEND_ERROR "installed, and should not be: ${file}")
  endif()
endforeach()

if(HAS_PROGRAM)
  execute_process(COMMAND ${tree}/usr/bin/cellwarden --version OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
  if(NOT said MATCHES "[0-9]+\\.[0-9]+\\.[0-9]+")
    message(SEND_ERROR "cellwarden --version says: ${said}")
  endif()
endif()
