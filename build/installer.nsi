; The Windows installer that scripts/packages/windows.mjs makes with makensis, for trials. It uses nothing but what NSIS brings.
; These must stay true: it removes only files that it has installed; the data of a firm is never touched; a newer Rekey is
; never replaced by an older one. The values and the list of files come from scripts/packages/installer.mjs.
;   /S               no window            /D=<folder>   where to (the last argument, without quotes)
;   /CurrentUser     for this person      /AllUsers     for everybody at this computer (started as administrator)
; Exit codes: 0 done, 1 cancelled, 2 failed, 3 a newer Rekey is installed, 4 Rekey is running.
; A 64-bit Windows is needed to start it at all, as for Rekey.
; SECURITY: every program of a person may write HKCU, so no rights of an administrator follow what stands there, except
; with /CurrentUser as administrator: docs/packages.md. The installer asks
; for none; started with them it installs for everybody. An uninstaller removes the folder that it stands in, and no other.
Target amd64-unicode
!include values.nsh

!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP_ID}"
!define UNINSTALLER "Uninstall ${PRODUCT}.exe"

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_INSTDIR "${PRODUCT}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_FUNCTION placeForOne

!include MultiUser.nsh
; In place of "highest", with which the installer of one person would run as administrator, too.
RequestExecutionLevel user
!include MUI2.nsh
!include FileFunc.nsh
!include WordFunc.nsh

Name "${PRODUCT}"
OutFile "${OUTPUT}"
BrandingText "${PRODUCT} ${VERSION}"
SetCompressor /SOLID lzma
SetCompressorDictSize 64
ManifestDPIAware true
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${PRODUCT}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${PRODUCT} installer"
VIAddVersionKey LegalCopyright "${COPYRIGHT}"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "${PRODUCT} ${VERSION} is installed"
!define MUI_FINISHPAGE_TEXT "Start it from the Start menu."
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "${PRODUCT} will be removed from this computer. The data of your firm stays."
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "${PRODUCT} is removed"
!define MUI_FINISHPAGE_TEXT "$(DataStays)"
!insertmacro MUI_UNPAGE_FINISH
!insertmacro MUI_LANGUAGE English

LangString DataStays ${LANG_ENGLISH} "The data of your firm is still here: %APPDATA%\${PRODUCT} of each person who used ${PRODUCT} at this computer. If you install ${PRODUCT} again, the firm is there. Delete that folder yourself if nobody needs it any longer, and keep a backup."

Function placeForOne
  ; Programs of one person are below %LOCALAPPDATA%\Programs, where Windows itself puts them.
  ${If} $MultiUser.InstallMode == "CurrentUser"
    ReadRegStr $0 HKCU "${UNINSTALL_KEY}" InstallLocation
    ${If} $0 == ""
    ${AndIf} $INSTDIR == "$LOCALAPPDATA\${PRODUCT}"
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${PRODUCT}"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function .onInit
  SetRegView 64
  !insertmacro MULTIUSER_INIT
FunctionEnd

; MultiUser takes the folder from the registry, and the mode from the rights of who starts this.
Function un.onInit
  SetRegView 64
  StrCpy $R9 $INSTDIR
  !insertmacro MULTIUSER_UNINIT
  StrCpy $INSTDIR $R9
  ReadRegStr $0 HKCU "${UNINSTALL_KEY}" InstallLocation
  ReadRegStr $1 HKLM "${UNINSTALL_KEY}" InstallLocation
  ${If} $1 == $INSTDIR
    StrCpy $MultiUser.InstallMode AllUsers
    SetShellVarContext all
  ${ElseIf} $0 == $INSTDIR
    StrCpy $MultiUser.InstallMode CurrentUser
    SetShellVarContext current
  ${EndIf}
FunctionEnd

; Ends with exit code 4 while the program in the folder $R1 cannot be written, which means that it runs.
!macro REQUIRE_CLOSED un
Function ${un}requireClosed
  again:
  ${IfNot} ${FileExists} "$R1\${EXECUTABLE}"
    Return
  ${EndIf}
  ClearErrors
  FileOpen $0 "$R1\${EXECUTABLE}" a
  ${IfNot} ${Errors}
    FileClose $0
    Return
  ${EndIf}
  MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "${PRODUCT} is running. Close all its windows, then press Retry." /SD IDCANCEL IDRETRY again
  SetErrorLevel 4
  Quit
FunctionEnd
!macroend
!insertmacro REQUIRE_CLOSED ""
!insertmacro REQUIRE_CLOSED "un."

Section
  ReadRegStr $R0 SHCTX "${UNINSTALL_KEY}" DisplayVersion
  ReadRegStr $R1 SHCTX "${UNINSTALL_KEY}" InstallLocation
  ${If} $R0 != ""
    ${VersionCompare} "$R0" "${VERSION}" $0
    ${If} $0 == 1
      MessageBox MB_OK|MB_ICONSTOP "${PRODUCT} $R0 is installed, which is newer than ${VERSION}. Nothing was changed. An older ${PRODUCT} cannot open the data of a newer one." /SD IDOK
      SetErrorLevel 3
      Quit
    ${EndIf}
  ${EndIf}
  ${If} $R1 != ""
    Call requireClosed
    ; The version that is there removes its own files. The folder of the data is not among them.
    ${If} ${FileExists} "$R1\${UNINSTALLER}"
      ExecWait '"$R1\${UNINSTALLER}" /S /$MultiUser.InstallMode _?=$R1' $0
      ${If} $0 != 0
        MessageBox MB_OK|MB_ICONSTOP "The earlier ${PRODUCT} could not be removed (code $0). Start this again." /SD IDOK
        SetErrorLevel 2
        Quit
      ${EndIf}
      Delete "$R1\${UNINSTALLER}"
      RMDir "$R1"
    ${EndIf}
  ${EndIf}
  StrCpy $R1 $INSTDIR
  Call requireClosed

  ClearErrors
  !include install-files.nsh
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "A file could not be written to $INSTDIR. Is the disk full? ${PRODUCT} is not installed completely: start this again." /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  CreateShortcut "$SMPROGRAMS\${PRODUCT}.lnk" "$INSTDIR\${EXECUTABLE}"

  WriteRegStr SHCTX "${UNINSTALL_KEY}" DisplayName "${PRODUCT}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" DisplayVersion "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" DisplayIcon "$INSTDIR\${EXECUTABLE},0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" Publisher "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" URLInfoAbout "${HOMEPAGE}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" InstallLocation "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" UninstallString '"$INSTDIR\${UNINSTALLER}" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" QuietUninstallString '"$INSTDIR\${UNINSTALLER}" /S /$MultiUser.InstallMode'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" EstimatedSize ${SIZE_KB}
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" NoModify 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" NoRepair 1
SectionEnd

Section Uninstall
  StrCpy $R1 $INSTDIR
  Call un.requireClosed
  !include uninstall-files.nsh
  Delete "$INSTDIR\${UNINSTALLER}"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${PRODUCT}.lnk"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
SectionEnd
