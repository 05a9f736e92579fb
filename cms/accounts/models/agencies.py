"""The tree of agencies and units, schools among them."""

from django.db import models
from treebeard.mp_tree import MP_Node


class Agency(MP_Node):
    """An agency, unit or school; a role here covers everything below."""

    code = models.CharField("代碼", max_length=20, unique=True)
    name = models.CharField("名稱", max_length=100)
    full_name = models.CharField("全銜", max_length=200, blank=True, help_text="公文書上的名稱，例如示範市政府社會局。")
    name_en = models.CharField("英文名稱", max_length=200, blank=True)
    kind = models.CharField("類別", max_length=20, blank=True)
    head_title = models.CharField("首長職稱", max_length=20, blank=True)
    head_name = models.CharField("首長姓名", max_length=50, blank=True)

    node_order_by = ["code"]

    class Meta:
        verbose_name = "機關"
        verbose_name_plural = "機關"
        permissions = [
            ("upload_batch", "上傳批次"),
            ("approve_batch", "核定批次"),
            ("seal_batch", "用印"),
            ("manage_records", "管理檔案"),
            ("audit_records", "稽核紀錄"),
            ("manage_accounts", "管理帳號"),
        ]

    @property
    def official_name(self) -> str:
        """The name on documents: 示範市政府社會局 where the tree says 社會局."""
        return self.full_name or self.name

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"
