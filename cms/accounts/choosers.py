"""Snippet choosers that show what a model's permission policy lets the person view; Wagtail's own show everybody everything.

A snippet's viewset takes them by `chooser_viewset_class = ScopedSnippetChooserViewSet`, before it is registered.
"""

from collections.abc import Sequence

from django.db.models import Model, QuerySet
from wagtail.permissions import policy_registry
from wagtail.snippets.views import chooser


class Scoped:
    """For views with model_class and request; nothing is made in a chooser, where no service is asked."""

    def viewable(self) -> QuerySet:
        policy = policy_registry.get_by_type(self.model_class)
        return policy.instances_user_has_any_permission_for(self.request.user, {"view"})

    def can_create(self) -> bool:
        return False


class ChooseView(Scoped, chooser.ChooseView):
    def get_object_list(self) -> QuerySet:
        return self.viewable()


class ChooseResultsView(Scoped, chooser.ChooseResultsView):
    def get_object_list(self) -> QuerySet:
        return self.viewable()


class ChosenView(Scoped, chooser.SnippetChosenView):
    def get_object(self, pk: str) -> Model:
        return self.viewable().get(pk=pk)


class ChosenMultipleView(Scoped, chooser.SnippetChosenMultipleView):
    def get_objects(self, pks: Sequence[str]) -> QuerySet:
        return self.viewable().filter(pk__in=pks)


class CreateView(Scoped, chooser.SnippetCreateView):
    """Refuses everybody."""


class ScopedSnippetChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView
    create_view_class = CreateView
