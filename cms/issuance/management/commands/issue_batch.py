"""issue_batch TYPE FILE: check a spreadsheet, and with --seal issue it; or go on with a batch that was cut off."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.accounts.models import User
from cms.accounts.selectors import actor_for, agency_by_code
from cms.audit.services import link_events, publish_head
from cms.core.errors import MyDocError, Refused
from cms.core.papers import Actor
from cms.issuance.models import Batch, Row
from cms.issuance.selectors import batch_by_code, row_counts
from cms.issuance.services.approvals import approve_batch
from cms.issuance.services.batches import start_sealing, upload_batch
from cms.issuance.services.check import Checked, check_file
from cms.issuance.services.sealing import resume_batch, seal_to_the_end
from cms.signing.timestamps import stamp
from cms.vault.services.appends import recover_packs

READ_LIMIT = 64 * 1024 * 1024  # more than the largest upload that the parser accepts, so that it can say so


class Command(BaseCommand):
    help = "檢查試算表並核發：issue_batch TYPE FILE --agency CODE --as USER [--only-good] [--seal --approved-by OTHER]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("type", nargs="?", help="證件種類代號，例如 junior-diploma")
        parser.add_argument("file", nargs="?", type=Path, help="CSV 或 XLSX")
        parser.add_argument("--agency", help="機關或學校代碼")
        parser.add_argument("--as", dest="user", help="承辦人帳號")
        parser.add_argument("--approved-by", dest="approver", help="核定人帳號，不能是承辦人自己")
        parser.add_argument("--sheet", help="XLSX 的工作表名稱")
        parser.add_argument("--only-good", action="store_true", help="只核發沒有錯誤的列")
        parser.add_argument("--seal", action="store_true", help="核定並用印；沒有這一項就只檢查，什麼都不存")
        parser.add_argument("--resume", metavar="BATCH", help="接續中斷的批次")
        parser.add_argument("--json", action="store_true", help="在標準輸出印一個 JSON 物件")

    def handle(self, **options: object) -> None:
        try:
            if options["resume"]:
                self._resume(options)
            else:
                self._issue(options)
        except MyDocError as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal

    def _issue(self, options: dict) -> None:
        needed = [name for name in ("type", "file", "agency", "user") if not options[name]]
        if options["seal"] and not options["approver"]:
            needed.append("approver")
        if needed:
            flags = {"type": "TYPE", "file": "FILE", "agency": "--agency", "user": "--as", "approver": "--approved-by"}
            raise CommandError(f"缺少：{'、'.join(flags[name] for name in needed)}。\n{self.help}", returncode=2)
        user = _user(options["user"])
        data = _read(options["file"])
        checked = check_file(
            user=user,
            type_slug=options["type"],
            agency=agency_by_code(options["agency"]),
            data=data,
            name=options["file"].name,
            sheet=options["sheet"],
        )
        if not options["seal"]:
            self._report(options, checked, None)
            return
        if checked.errors and not options["only_good"]:
            self._report(options, checked, None)
            raise Refused(
                f"有 {len(checked.errors)} 個地方需要修正，沒有核發也沒有存下任何資料。"
                f"修正後再執行，或加上 --only-good 只核發可核發的 {len(checked.good)} 列。"
            )
        batch = self._approve(checked, data, user, options)
        approver = actor_for(_user(options["approver"]), "cli")
        self._seal(batch, approver, resume=False)
        batch.refresh_from_db()
        self._report(options, checked, batch)

    def _approve(self, checked: Checked, data: bytes, user: User, options: dict) -> Batch:
        """Upload, approval and the start of sealing stand or fall together: cut off before, nothing is stored."""
        approver = actor_for(_user(options["approver"]), "cli")
        with transaction.atomic():
            batch = upload_batch(actor=actor_for(user, "cli"), checked=checked, data=data)
            batch = approve_batch(actor=approver, batch=batch, only_good=options["only_good"])
            batch = start_sealing(actor=approver, batch=batch)
        self.stderr.write(f"批次 {batch.code} 已核定，開始用印。若中斷，執行 issue_batch --resume {batch.code}")
        return batch

    def _resume(self, options: dict) -> None:
        batch = batch_by_code(options["resume"])
        self._seal(batch, Actor("system", "resume", "cli", on_behalf_of=batch.approved_by), resume=True)
        batch.refresh_from_db()
        self._report(options, None, batch)

    def _seal(self, batch: Batch, actor: Actor, *, resume: bool) -> None:
        run = resume_batch if resume else seal_to_the_end
        recover_packs()
        try:
            run(actor=actor, batch=batch, progress=self._progress)
        finally:
            self.stderr.write("")
            link_events()
            publish_head(stamp=stamp)

    def _progress(self, settled: int, total: int) -> None:
        end = "\r" if sys.stderr.isatty() else "\n"
        self.stderr.write(f"已用印 {settled}／{total}", ending=end)
        self.stderr.flush()

    def _report(self, options: dict, checked: Checked | None, batch: Batch | None) -> None:
        counts = row_counts(batch) if batch else {}
        errors = checked.errors if checked else ()
        good = len(checked.good) if checked else sum(counts.values()) - counts.get(Row.State.BAD, 0)
        answer = {
            "batch": batch.code if batch else None,
            "rows": len(checked.rows) if checked else sum(counts.values()),
            "good": good,
            "errors": [
                {"row": each.row, "column": each.column, "value": each.value, "message": each.message}
                for each in errors
            ],
            "issued": counts.get(Row.State.ISSUED, 0),
            "failed": counts.get(Row.State.FAILED, 0),
        }
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        if checked:
            self.stdout.write(checked.assumed)
        self.stdout.write(f"{answer['rows']} 列：可核發 {answer['good']}，需修正 {len(answer['errors'])} 處")
        for each in answer["errors"]:
            self.stdout.write(f"  第 {each['row']} 列「{each['column']}」現在是「{each['value']}」：{each['message']}")
        if batch:
            self.stdout.write(f"批次 {batch.code}：已核發 {answer['issued']}，失敗 {answer['failed']}")


def _user(name: str) -> User:
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise Refused(f"沒有帳號「{name}」，或已停用。請核對帳號。")
    return user


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(READ_LIMIT)
    except OSError as problem:
        raise Refused(f"讀不到檔案「{path}」：{problem.strerror}。請核對路徑與權限。") from problem
